package dev.specter.rtp.ext;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.rtp.RtpPacket;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Which id stands for which extension in one m-section (RFC 8285, section 5). Immutable. */
public final class HeaderExtensionMap {
    /** No extensions. */
    public static final HeaderExtensionMap EMPTY = new HeaderExtensionMap(Map.of());

    private final Map<Integer, String> uriById;
    private final Map<String, Integer> idByUri;

    private HeaderExtensionMap(Map<Integer, String> uriById) {
        this.uriById = uriById;
        var ids = new HashMap<String, Integer>();
        uriById.forEach((id, uri) -> ids.merge(uri, id, Math::min));
        this.idByUri = Map.copyOf(ids);
    }

    /**
     * Makes a map.
     *
     * @param uriById ids from 1 to 255
     * @return a copy
     */
    public static HeaderExtensionMap of(Map<Integer, String> uriById) {
        for (int id : uriById.keySet()) {
            if (id < 1 || id > 255) {
                throw new IllegalArgumentException("header extension id " + id);
            }
        }
        return new HeaderExtensionMap(Map.copyOf(uriById));
    }

    /** The URI of an id. */
    public Optional<String> uriOf(int id) {
        return Optional.ofNullable(uriById.get(id));
    }

    /** The id of a URI, 1 to 255; the lowest where SDP gave it several. */
    public OptionalInt idOf(String uri) {
        int id = idOrZero(uri);
        return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The id of a URI, or 0, which is never an id, where it is not in the map. */
    public int idOrZero(String uri) {
        return idByUri.getOrDefault(uri, 0);
    }

    /** The ids and URIs, sorted by id. */
    public Map<Integer, String> asMap() {
        return new TreeMap<>(uriById);
    }

    /**
     * Reads an extension of a packet.
     *
     * @param <T> what it is read into
     * @param packet the packet
     * @param type for example {@link Mid#TYPE}
     * @return the content; empty where it is not negotiated, not in the packet or malformed
     */
    public <T extends HeaderExtension> Optional<T> read(RtpPacket packet, ExtensionType<T> type) {
        int id = idOrZero(type.uri());
        if (id == 0 || !packet.extensions().contains(id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    type.parser().parse(WireReader.of(packet.extension(id).orElseThrow())));
        } catch (MalformedPacketException malformed) {
            return Optional.empty();
        }
    }

    /**
     * Adds an extension to a packet, where it is negotiated.
     *
     * @param packet the packet
     * @param extension the content
     * @return the packet with it, or the same packet where the map does not have the URI
     */
    public RtpPacket write(RtpPacket packet, HeaderExtension extension) {
        int id = idOrZero(extension.uri());
        return id == 0 ? packet : packet.withExtension(id, extension.toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderExtensionMap that && uriById.equals(that.uriById);
    }

    @Override
    public int hashCode() {
        return uriById.hashCode();
    }

    @Override
    public String toString() {
        return "HeaderExtensionMap" + asMap();
    }
}
