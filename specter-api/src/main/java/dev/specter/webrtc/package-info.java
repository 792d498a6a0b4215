/**
 * The W3C peer connection for the JVM: objects, {@link java.util.concurrent.CompletableFuture}s and
 * listeners, with W3C names and the prefix {@code Rtc}.
 */
package dev.specter.webrtc;
