/**
 * The send side: messages wait in their streams ({@link dev.specter.sctp.tx.SendQueue}), become
 * DATA chunks when the windows let them go ({@link dev.specter.sctp.tx.DataSender}), and stay in a
 * ring until they are acknowledged or given up ({@link dev.specter.sctp.tx.RetransmissionQueue}). A
 * chunk refers to its bytes in the message; they are copied once, into the packet. TSNs in here are
 * unwrapped: they never decrease and compare with {@code <}.
 */
package dev.specter.sctp.tx;
