/** How jitsi-srtp is kept to the JDK's ciphers and to silence. Internal. */
package dev.specter.srtp.jitsi;
