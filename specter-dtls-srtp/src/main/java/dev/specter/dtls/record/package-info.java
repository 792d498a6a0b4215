/**
 * DTLS records on their way in: cut out of datagrams, checked, held back where the library would
 * stumble. Cores: no clock, no thread, no I/O.
 */
package dev.specter.dtls.record;
