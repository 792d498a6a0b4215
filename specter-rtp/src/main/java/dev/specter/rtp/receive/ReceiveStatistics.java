package dev.specter.rtp.receive;

/** Placeholder replaced below. */
final class ReceiveStatistics {}
