/**
 * What two or more protocol modules need: bounds-checked wire access ({@link
 * dev.specter.common.WireReader}, {@link dev.specter.common.WireWriter}), immutable bytes, serial
 * number arithmetic and the backoff timer. A leaf: it depends on nothing but the JDK.
 */
package dev.specter.common;
