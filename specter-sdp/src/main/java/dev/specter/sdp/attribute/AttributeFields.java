package dev.specter.sdp.attribute;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads an attribute's value field by field; fields are separated by one or more spaces. Says the
 * attribute's name in every error.
 */
final class AttributeFields {
    private final String name;
    private final String value;
    private int position;

    /**
     * Starts before the first field.
     *
     * @param value null for an attribute without a value
     */
    AttributeFields(String name, String value) {
        this.name = name;
        this.value = value;
    }

    void require(boolean condition, String reason) throws AttributeSyntaxException {
        if (!condition) {
            throw new AttributeSyntaxException("a=" + name + ": " + reason);
        }
    }

    void requireNoValue() throws AttributeSyntaxException {
        require(value == null, "takes no value");
    }

    boolean hasNext() {
        skipSpaces();
        return value != null && position < value.length();
    }

    String next(String what) throws AttributeSyntaxException {
        require(hasNext(), what + " is missing");
        int end = value.indexOf(' ', position);
        String field = value.substring(position, end < 0 ? value.length() : end);
        position += field.length();
        return field;
    }

    int nextInt(String what, int min, int max) throws AttributeSyntaxException {
        return (int) number(what, next(what), min, max);
    }

    long nextLong(String what, long min, long max) throws AttributeSyntaxException {
        return number(what, next(what), min, max);
    }

    <E extends Enum<E>> E nextOf(String what, E[] constants) throws AttributeSyntaxException {
        return constant(what, next(what), constants);
    }

    /** The constant whose {@code toString} is the text. */
    <E extends Enum<E>> E constant(String what, String text, E[] constants)
            throws AttributeSyntaxException {
        for (E constant : constants) {
            if (constant.toString().equals(text)) {
                return constant;
            }
        }
        throw new AttributeSyntaxException("a=" + name + ": " + what + " is unknown");
    }

    /** A decimal number without sign. */
    long number(String what, String text, long min, long max) throws AttributeSyntaxException {
        require(
                !text.isEmpty()
                        && text.length() <= 19
                        && text.chars().allMatch(SdpGrammar::isDigit),
                what + " is not a number");
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            number = -1; // 19 digits can exceed a long
        }
        require(number >= min && number <= max, what + " is not between " + min + " and " + max);
        return number;
    }

    /** All that is left, at least one character. */
    String remainder(String what) throws AttributeSyntaxException {
        require(hasNext(), what + " is missing");
        String text = value.substring(position);
        position = value.length();
        return text;
    }

    /** The fields that are left, at least one. */
    List<String> rest(String what) throws AttributeSyntaxException {
        require(hasNext(), what + " is missing");
        return restOrNone();
    }

    /** The fields that are left. */
    List<String> restOrNone() throws AttributeSyntaxException {
        var fields = new ArrayList<String>();
        while (hasNext()) {
            fields.add(next("field"));
        }
        return fields;
    }

    void end() throws AttributeSyntaxException {
        require(!hasNext(), "more than expected");
    }

    private void skipSpaces() {
        while (value != null && position < value.length() && value.charAt(position) == ' ') {
            position++;
        }
    }
}
