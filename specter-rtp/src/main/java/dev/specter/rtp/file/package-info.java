/**
 * Media files: H.264 Annex B and IVF, read frame by frame with bounds, and {@link
 * dev.specter.rtp.file.Playback}, which says when each frame is due. Readers take an {@link
 * java.io.InputStream}; opening files and waiting is the caller's part.
 */
package dev.specter.rtp.file;
