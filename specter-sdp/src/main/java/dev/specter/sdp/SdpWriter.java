package dev.specter.sdp;

/** Writes session descriptions, with CRLF after every line (RFC 8866, section 9). */
public final class SdpWriter {
    private final StringBuilder out = new StringBuilder(4096);

    private SdpWriter() {}

    /**
     * The text of a description. What {@link SdpParser} read with CRLF line ends comes out
     * unchanged.
     *
     * @param description what to write
     */
    public static String write(SessionDescription description) {
        var writer = new SdpWriter();
        writer.session(description);
        return writer.out.toString();
    }

    private void session(SessionDescription session) {
        line('v', "0");
        line('o', session.origin().text());
        line('s', session.name());
        session.information().ifPresent(i -> line('i', i));
        session.uri().ifPresent(u -> line('u', u));
        session.emails().forEach(e -> line('e', e));
        session.phones().forEach(p -> line('p', p));
        session.connection().ifPresent(c -> line('c', c.text()));
        session.bandwidths().forEach(b -> line('b', b.text()));
        for (TimeDescription time : session.times()) {
            line('t', time.start() + ' ' + time.stop());
            time.repeats().forEach(r -> line('r', r));
            time.zone().ifPresent(z -> line('z', z));
        }
        session.key().ifPresent(k -> line('k', k));
        attributes(session.attributes());
        session.media().forEach(this::media);
    }

    private void media(MediaDescription media) {
        out.append("m=").append(media.type()).append(' ').append(media.port());
        if (media.portCount().isPresent()) {
            out.append('/').append(media.portCount().getAsInt());
        }
        out.append(' ').append(media.protocol());
        media.formats().forEach(f -> out.append(' ').append(f));
        out.append("\r\n");
        media.information().ifPresent(i -> line('i', i));
        media.connections().forEach(c -> line('c', c.text()));
        media.bandwidths().forEach(b -> line('b', b.text()));
        media.key().ifPresent(k -> line('k', k));
        attributes(media.attributes());
    }

    private void attributes(Attributes attributes) {
        attributes.texts().forEach(text -> line('a', text));
    }

    private void line(char type, String value) {
        out.append(type).append('=').append(value).append("\r\n");
    }
}
