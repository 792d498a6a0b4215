package dev.specter.webrtc.negotiation;

import java.util.stream.IntStream;

/**
 * The text of a description as it was set, to which {@code a=} lines are added at the end of its
 * m-sections; with the line ends it came with.
 */
final class DescriptionText {
    /** Most lines added to one m-section; more are left out. */
    private static final int MAX_ADDED = 512;

    private final String lineEnd;

    /** Where lines are added to each m-section. */
    private final int[] sectionEnds;

    private final int[] added;
    private final int[] addedChars;
    private String text;

    DescriptionText(String original) {
        this.text = original;
        int feed = original.indexOf('\n');
        this.lineEnd = feed > 0 && original.charAt(feed - 1) != '\r' ? "\n" : "\r\n";
        var ends = IntStream.builder();
        int start = 0;
        boolean inSection = false;
        while (start < original.length()) {
            if (original.startsWith("m=", start)) {
                if (inSection) {
                    ends.add(start);
                }
                inSection = true;
            }
            int next = original.indexOf('\n', start);
            start = next < 0 ? original.length() : next + 1;
        }
        if (inSection) {
            ends.add(endOfLines());
        }
        this.sectionEnds = ends.build().toArray();
        this.added = new int[sectionEnds.length];
        this.addedChars = new int[sectionEnds.length];
    }

    private DescriptionText(DescriptionText other) {
        this.text = other.text;
        this.lineEnd = other.lineEnd;
        this.sectionEnds = other.sectionEnds.clone();
        this.added = other.added.clone();
        this.addedChars = other.addedChars.clone();
    }

    DescriptionText copy() {
        return new DescriptionText(this);
    }

    /** Where the last line ends, before empty ones. */
    private int endOfLines() {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        int feed = text.indexOf('\n', end);
        return feed < 0 ? text.length() : feed + 1;
    }

    /**
     * Adds a line to an m-section, unless the description has it there already.
     *
     * @param section the index of the m-section
     * @param line without its end
     */
    void add(int section, String line) {
        if (section < 0
                || section >= added.length
                || added[section] == MAX_ADDED
                || has(section, line)) {
            return;
        }
        int at = sectionEnds[section];
        String lines = (text.charAt(at - 1) == '\n' ? "" : lineEnd) + line + lineEnd;
        text = text.substring(0, at) + lines + text.substring(at);
        for (int i = section; i < sectionEnds.length; i++) {
            sectionEnds[i] += lines.length();
        }
        added[section]++;
        addedChars[section] += lines.length();
    }

    private boolean has(int section, String line) {
        int from = section == 0 ? 0 : sectionEnds[section - 1];
        int found = text.indexOf(line + lineEnd, from);
        return found >= 0 && found < sectionEnds[section];
    }

    /** The text as it was set. */
    String original() {
        var original = new StringBuilder(text.length());
        int from = 0;
        for (int i = 0; i < sectionEnds.length; i++) {
            original.append(text, from, sectionEnds[i] - addedChars[i]);
            from = sectionEnds[i];
        }
        return original.append(text, from, text.length()).toString();
    }

    /** The text with what was added. */
    @Override
    public String toString() {
        return text;
    }
}
