package dev.specter.webrtc.negotiation;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of a description as it was set, to which {@code a=} lines are added at the end of its
 * m-sections; with the line ends it came with.
 */
final class DescriptionText {
    /** Most lines added to one m-section; more are left out. */
    private static final int MAX_ADDED = 512;

    private final String original;
    private final String lineEnd;
    private final List<Integer> sectionEnds = new ArrayList<>();
    private final List<List<String>> added = new ArrayList<>();

    DescriptionText(String original) {
        this.original = original;
        int feed = original.indexOf('\n');
        this.lineEnd = feed > 0 && original.charAt(feed - 1) != '\r' ? "\n" : "\r\n";
        int start = 0;
        boolean inSection = false;
        while (start < original.length()) {
            if (original.startsWith("m=", start)) {
                if (inSection) {
                    sectionEnds.add(start);
                }
                inSection = true;
            }
            int next = original.indexOf('\n', start);
            start = next < 0 ? original.length() : next + 1;
        }
        if (inSection) {
            sectionEnds.add(endOfLines());
        }
        sectionEnds.forEach(e -> added.add(new ArrayList<>()));
    }

    private DescriptionText(DescriptionText other) {
        this.original = other.original;
        this.lineEnd = other.lineEnd;
        this.sectionEnds.addAll(other.sectionEnds);
        other.added.forEach(lines -> added.add(new ArrayList<>(lines)));
    }

    DescriptionText copy() {
        return new DescriptionText(this);
    }

    /** Where the last line ends, before empty ones. */
    private int endOfLines() {
        int end = original.length();
        while (end > 0 && (original.charAt(end - 1) == '\n' || original.charAt(end - 1) == '\r')) {
            end--;
        }
        int feed = original.indexOf('\n', end);
        return feed < 0 ? original.length() : feed + 1;
    }

    /**
     * Adds a line to an m-section, unless the description has it there already.
     *
     * @param section the index of the m-section
     * @param line without its end
     */
    void add(int section, String line) {
        if (section >= 0
                && section < added.size()
                && added.get(section).size() < MAX_ADDED
                && !has(section, line)) {
            added.get(section).add(line);
        }
    }

    private boolean has(int section, String line) {
        int from = section == 0 ? 0 : sectionEnds.get(section - 1);
        int found = original.indexOf(line + lineEnd, from);
        return added.get(section).contains(line)
                || (found >= 0 && found < sectionEnds.get(section));
    }

    /** The text as it was set. */
    String original() {
        return original;
    }

    /** The text with what was added. */
    @Override
    public String toString() {
        var text = new StringBuilder(original.length() + 256);
        int from = 0;
        for (int i = 0; i < added.size(); i++) {
            text.append(original, from, sectionEnds.get(i));
            from = sectionEnds.get(i);
            boolean ended = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
            for (String line : added.get(i)) {
                text.append(ended ? "" : lineEnd).append(line);
                ended = false;
            }
            if (!added.get(i).isEmpty()) {
                text.append(lineEnd);
            }
        }
        return text.append(original, from, original.length()).toString();
    }
}
