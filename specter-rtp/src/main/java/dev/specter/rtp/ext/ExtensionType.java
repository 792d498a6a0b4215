package dev.specter.rtp.ext;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * How to read one kind of header extension. Immutable.
 *
 * @param <T> what it is read into
 * @param uri under which SDP negotiates it
 * @param parser reads the data of an element
 */
public record ExtensionType<T extends HeaderExtension>(String uri, Parser<T> parser) {
    /**
     * Reads the data of an element.
     *
     * @param <T> what it is read into
     */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads an element.
         *
         * @param in exactly its data
         * @return the content
         * @throws MalformedPacketException if the data is not what the extension says
         */
        T parse(WireReader in) throws MalformedPacketException;
    }
}
