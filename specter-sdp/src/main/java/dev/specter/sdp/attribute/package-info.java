/**
 * A record per {@code a=} line that WebRTC uses, read by {@link
 * dev.specter.sdp.attribute.AttributeParser}; {@link dev.specter.sdp.attribute.UnknownAttribute}
 * for the rest. A record's text is its canonical form; where a description wrote it otherwise (a
 * space more, lower-case hexadecimal), the description keeps the original beside the record.
 */
package dev.specter.sdp.attribute;
