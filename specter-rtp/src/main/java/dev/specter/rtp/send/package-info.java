/** Sending: the buffer of sent packets that answers negative acknowledgements. */
package dev.specter.rtp.send;
