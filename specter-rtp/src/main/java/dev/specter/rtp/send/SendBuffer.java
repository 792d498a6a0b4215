package dev.specter.rtp.send;

/** Placeholder replaced below. */
final class SendBuffer {}
