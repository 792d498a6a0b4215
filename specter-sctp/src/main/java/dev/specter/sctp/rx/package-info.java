/**
 * The receive side: which TSNs came ({@link dev.specter.sctp.rx.DataTracker}), fragments becoming
 * messages in order ({@link dev.specter.sctp.rx.ReassemblyQueue}), the window we announce and when
 * to acknowledge. TSNs in here are unwrapped: they never decrease and compare with {@code <}.
 */
package dev.specter.sctp.rx;
