package dev.specter.sdp.attribute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.nio.charset.StandardCharsets;

/** Any text as an attribute and as a candidate: what was understood is written as it means. */
class AttributeFuzzTest {
    @FuzzTest
    void attribute(byte[] data) throws AttributeSyntaxException {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            SdpAttribute attribute = AttributeParser.parse(text);
            assertEquals(attribute, AttributeParser.parse(text(attribute)));
        } catch (AttributeSyntaxException e) {
            // Most of them.
        }
        Candidate candidate;
        try {
            candidate = Candidate.parse(text);
        } catch (AttributeSyntaxException e) {
            return;
        }
        assertEquals(candidate, Candidate.parse(text(candidate)));
    }

    private static String text(SdpAttribute attribute) {
        String name = attribute.attributeName();
        return attribute.attributeValue().map(value -> name + ":" + value).orElse(name);
    }
}
