/**
 * Media files: H.264 Annex B, VP8 in IVF and Opus in Ogg, read and written frame by frame with
 * bounds; {@link dev.specter.rtp.file.Playback} says when each frame is due, a {@link
 * dev.specter.rtp.file.MediaWriter} takes what depacketizers give. Readers take an {@link
 * java.io.InputStream}, writers a channel; opening files and waiting is the caller's part.
 */
package dev.specter.rtp.file;
