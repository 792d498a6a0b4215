/** A page's tracks as plain RTP over UDP, and plain RTP as a page's tracks. */
package dev.specter.examples.rtpforwarder;
