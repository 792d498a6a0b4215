package dev.specter.sdp.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The simulcast streams of an m-section (RFC 8853, section 5.1). Immutable.
 *
 * @param send the streams the writer wants to send, each a list of alternatives; empty for none
 * @param recv the streams the writer wants to receive; empty for none
 */
public record Simulcast(List<List<Stream>> send, List<List<Stream>> recv) implements SdpAttribute {
    static final String NAME = "simulcast";

    /**
     * One alternative of a simulcast stream.
     *
     * @param rid its {@code a=rid} identifier
     * @param paused whether it starts paused ({@code ~})
     */
    public record Stream(String rid, boolean paused) {}

    /** Copies the lists. */
    public Simulcast {
        send = send.stream().map(List::copyOf).toList();
        recv = recv.stream().map(List::copyOf).toList();
    }

    static Simulcast parse(AttributeFields in) throws AttributeSyntaxException {
        List<List<Stream>> send = null;
        List<List<Stream>> recv = null;
        do {
            Rid.Direction direction = in.nextOf("direction", Rid.Direction.values());
            List<List<Stream>> streams = parseStreams(in);
            if (direction == Rid.Direction.SEND) {
                in.require(send == null, "send given twice");
                send = streams;
            } else {
                in.require(recv == null, "recv given twice");
                recv = streams;
            }
        } while (in.hasNext());
        return new Simulcast(send == null ? List.of() : send, recv == null ? List.of() : recv);
    }

    private static List<List<Stream>> parseStreams(AttributeFields in)
            throws AttributeSyntaxException {
        var streams = new ArrayList<List<Stream>>();
        for (String stream : in.next("streams").split(";", -1)) {
            var alternatives = new ArrayList<Stream>();
            for (String alternative : stream.split(",", -1)) {
                boolean paused = alternative.startsWith("~");
                String rid = paused ? alternative.substring(1) : alternative;
                in.require(
                        !rid.isEmpty() && rid.chars().allMatch(SdpGrammar::isRidChar),
                        "stream is not a rid");
                alternatives.add(new Stream(rid, paused));
            }
            streams.add(alternatives);
        }
        return streams;
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        var parts = new ArrayList<String>();
        if (!send.isEmpty()) {
            parts.add("send " + text(send));
        }
        if (!recv.isEmpty()) {
            parts.add("recv " + text(recv));
        }
        return Optional.of(String.join(" ", parts));
    }

    private static String text(List<List<Stream>> streams) {
        return String.join(
                ";",
                streams.stream()
                        .map(
                                alternatives ->
                                        String.join(
                                                ",",
                                                alternatives.stream()
                                                        .map(s -> (s.paused() ? "~" : "") + s.rid())
                                                        .toList()))
                        .toList());
    }
}
