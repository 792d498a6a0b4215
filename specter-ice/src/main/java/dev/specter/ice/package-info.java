/**
 * Interactive Connectivity Establishment (RFC 8445, 8838, 8839): finds the way on which two peers
 * reach each other, and carries their datagrams on it. {@link dev.specter.ice.IceTransport} is the
 * first stage of everything received and the last of everything sent.
 */
package dev.specter.ice;
