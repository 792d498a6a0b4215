package dev.specter.bench.workload;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run found: one line of JSON, its members in the order in which they were added. */
final class Report {
    private static final MathContext DIGITS = new MathContext(5);

    private final Map<String, String> members = new LinkedHashMap<>();

    Report add(String name, String text) {
        members.put(name, '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        return this;
    }

    /** Adds a number, shortened to five digits. */
    Report add(String name, double number) {
        boolean isFinite = Double.isFinite(number);
        members.put(name, isFinite ? new BigDecimal(number, DIGITS).toPlainString() : "null");
        return this;
    }

    /** Adds what the workload is about. */
    Report value(double value, String unit) {
        return add("value", value).add("unit", unit);
    }

    @Override
    public String toString() {
        return members.entrySet().stream()
                .map(member -> '"' + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
