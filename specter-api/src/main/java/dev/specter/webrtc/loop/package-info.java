/**
 * Where threads meet: one event loop that owns a connection, one serial executor for its callbacks,
 * futures that refuse to deadlock, and the operations chain. Everything behind this package is
 * single-threaded. Internal.
 */
package dev.specter.webrtc.loop;
