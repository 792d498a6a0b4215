package dev.specter.sdp;

import dev.specter.sdp.attribute.AttributeParser;
import dev.specter.sdp.attribute.AttributeSyntaxException;
import dev.specter.sdp.attribute.SdpAttribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads session descriptions by the grammar of RFC 8866, section 9, in one pass and linear time.
 *
 * <p>Lines may end with CRLF or LF. Deviates: an empty {@code s=} is taken, as browsers do.
 * Attributes that have a record must be well formed; all others are kept as they are.
 */
public final class SdpParser {
    private final SdpLines lines;
    private final SdpLimits limits;

    private SdpParser(String text, SdpLimits limits) throws SdpException {
        this.lines = new SdpLines(text, limits);
        this.limits = limits;
    }

    /**
     * Reads a description within {@link SdpLimits#DEFAULTS}.
     *
     * @param text the description
     * @throws SdpException at the first line that is wrong
     */
    public static SessionDescription parse(String text) throws SdpException {
        return parse(text, SdpLimits.DEFAULTS);
    }

    /**
     * Reads a description.
     *
     * @param text the description
     * @param limits how large it may be
     * @throws SdpException at the first line that is wrong
     */
    public static SessionDescription parse(String text, SdpLimits limits) throws SdpException {
        return new SdpParser(text, limits).session();
    }

    private SessionDescription session() throws SdpException {
        requireLine('v');
        lines.require(lines.value().equals("0"), "version is not 0");
        lines.advance();
        requireLine('o');
        var builder = SessionDescription.builder(origin());
        lines.advance();
        requireLine('s');
        builder.name(lines.value());
        lines.advance();
        optional('i').ifPresent(builder::information);
        optional('u').ifPresent(builder::uri);
        for (String email : repeated('e')) {
            builder.email(email);
        }
        for (String phone : repeated('p')) {
            builder.phone(phone);
        }
        if (lines.is('c')) {
            builder.connection(connection());
        }
        for (Bandwidth bandwidth : bandwidths()) {
            builder.bandwidth(bandwidth);
        }
        requireLine('t');
        while (lines.is('t')) {
            builder.time(time());
        }
        optional('k').ifPresent(builder::key);
        builder.attributes(attributes());
        builder.media(media());
        if (lines.isPresent()) {
            throw lines.error("line is out of place");
        }
        return builder.build();
    }

    private List<MediaDescription> media() throws SdpException {
        var sections = new ArrayList<MediaDescription>();
        while (lines.is('m')) {
            lines.require(
                    sections.size() < limits.maxMediaSections(),
                    "more than " + limits.maxMediaSections() + " m-sections");
            sections.add(mediaSection());
        }
        return sections;
    }

    private MediaDescription mediaSection() throws SdpException {
        String[] fields = fields();
        lines.require(fields.length >= 4, "media, port, protocol and formats expected");
        requireTokens(fields[0], "media");
        requireTokens(fields[2], "protocol");
        var builder = MediaDescription.builder(fields[0], fields[2]);
        int slash = fields[1].indexOf('/');
        builder.port((int) number(slash < 0 ? fields[1] : fields[1].substring(0, slash), 65535));
        if (slash >= 0) {
            builder.portCount((int) number(fields[1].substring(slash + 1), 65535));
        }
        for (int i = 3; i < fields.length; i++) {
            builder.format(fields[i]);
        }
        lines.advance();
        optional('i').ifPresent(builder::information);
        while (lines.is('c')) {
            builder.connection(connection());
        }
        for (Bandwidth bandwidth : bandwidths()) {
            builder.bandwidth(bandwidth);
        }
        optional('k').ifPresent(builder::key);
        return builder.attributes(attributes()).build();
    }

    private Attributes attributes() throws SdpException {
        if (!lines.is('a')) {
            return Attributes.NONE;
        }
        var builder = new Attributes.Builder();
        while (lines.is('a')) {
            String text = lines.value();
            try {
                SdpAttribute attribute = AttributeParser.parse(text);
                builder.add(attribute, text);
            } catch (AttributeSyntaxException e) {
                throw lines.error(e.getMessage());
            }
            lines.advance();
        }
        return builder.build();
    }

    private Origin origin() throws SdpException {
        String[] fields = fields();
        lines.require(fields.length == 6, "six fields expected");
        lines.require(isDigits(fields[1]), "session id is not a number");
        lines.require(isDigits(fields[2]), "session version is not a number");
        return new Origin(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
    }

    private ConnectionAddress connection() throws SdpException {
        String[] fields = fields();
        lines.require(fields.length == 3, "network type, address type and address expected");
        lines.advance();
        return new ConnectionAddress(fields[0], fields[1], fields[2]);
    }

    private List<Bandwidth> bandwidths() throws SdpException {
        var bandwidths = new ArrayList<Bandwidth>();
        while (lines.is('b')) {
            String value = lines.value();
            int colon = value.indexOf(':');
            lines.require(colon > 0, "type and value expected");
            bandwidths.add(
                    new Bandwidth(
                            value.substring(0, colon),
                            number(value.substring(colon + 1), Long.MAX_VALUE)));
            lines.advance();
        }
        return bandwidths;
    }

    private TimeDescription time() throws SdpException {
        String[] fields = fields();
        lines.require(
                fields.length == 2 && isDigits(fields[0]) && isDigits(fields[1]),
                "start and stop time expected");
        lines.advance();
        return new TimeDescription(fields[0], fields[1], repeated('r'), optional('z'));
    }

    private Optional<String> optional(char type) throws SdpException {
        if (!lines.is(type)) {
            return Optional.empty();
        }
        String value = lines.value();
        lines.require(!value.isEmpty(), "value is missing");
        lines.advance();
        return Optional.of(value);
    }

    private List<String> repeated(char type) throws SdpException {
        var values = new ArrayList<String>();
        while (lines.is(type)) {
            optional(type).ifPresent(values::add);
        }
        return values;
    }

    private void requireLine(char type) throws SdpException {
        lines.require(lines.is(type), type + "= line expected");
    }

    /** The fields of the current line, separated by exactly one space each. */
    private String[] fields() throws SdpException {
        String[] fields = lines.value().split(" ", -1);
        for (String field : fields) {
            lines.require(!field.isEmpty(), "empty field");
        }
        return fields;
    }

    private void requireTokens(String text, String what) throws SdpException {
        for (String token : text.split("/", -1)) {
            lines.require(
                    !token.isEmpty() && token.chars().noneMatch(c -> c < '!' || c > '~'),
                    what + " is not a token");
        }
    }

    private long number(String text, long max) throws SdpException {
        lines.require(isDigits(text) && text.length() <= 18, "not a number, or too large");
        long number = Long.parseLong(text);
        lines.require(number <= max, "number is larger than " + max);
        return number;
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
