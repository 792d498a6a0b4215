package dev.specter.webrtc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The JSON of descriptions and candidates. Thread-safe. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /**
     * An object of the record's components, the empty ones left out, with type and timestamp: that
     * of the report, where the record has none of its own.
     */
    static ObjectNode stats(RtcStats stats, double timestampMillis) {
        ObjectNode node = object();
        node.put("id", stats.id()).put("type", stats.type());
        for (RecordComponent component : stats.getClass().getRecordComponents()) {
            if (!node.has(component.getName())) {
                put(node, component.getName(), valueOf(component, stats));
            }
        }
        if (!node.has("timestamp")) {
            node.put("timestamp", timestampMillis);
        }
        return node;
    }

    /** The ids that an object refers to: its members whose names end so. */
    static List<String> references(RtcStats stats) {
        var ids = new ArrayList<String>();
        for (RecordComponent component : stats.getClass().getRecordComponents()) {
            if (component.getName().endsWith("Id")) {
                Object value = valueOf(component, stats);
                if (value instanceof Optional<?> o) {
                    o.ifPresent(id -> ids.add(id.toString()));
                } else {
                    ids.add(value.toString());
                }
            }
        }
        return ids;
    }

    private static Object valueOf(RecordComponent component, RtcStats stats) {
        try {
            return component.getAccessor().invoke(stats);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that cannot be read", e);
        }
    }

    private static void put(ObjectNode node, String name, Object value) {
        if (value instanceof Optional<?> o) {
            o.ifPresent(v -> put(node, name, v));
        } else if (value instanceof OptionalInt o) {
            o.ifPresent(v -> node.put(name, v));
        } else if (value instanceof OptionalLong o) {
            o.ifPresent(v -> node.put(name, v));
        } else if (value instanceof OptionalDouble o) {
            o.ifPresent(v -> node.put(name, v));
        } else {
            node.set(name, MAPPER.valueToTree(value));
        }
    }

    /** Reads an object; anything else is a TypeError. */
    static JsonNode parseObject(String text, String what) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR, what + ": not JSON: " + e.getOriginalMessage());
        }
        throw new RtcException(RtcErrorName.TYPE_ERROR, what + ": not a JSON object");
    }

    static Optional<String> text(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = object.get(name);
            if (value != null && value.isTextual()) {
                return Optional.of(value.textValue());
            }
        }
        return Optional.empty();
    }

    static OptionalInt u16(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = object.get(name);
            if (value != null && value.isIntegralNumber()) {
                long number = value.longValue();
                if (number < 0 || number > 0xFFFF) {
                    throw new RtcException(RtcErrorName.TYPE_ERROR, name + ": " + number);
                }
                return OptionalInt.of((int) number);
            }
        }
        return OptionalInt.empty();
    }
}
