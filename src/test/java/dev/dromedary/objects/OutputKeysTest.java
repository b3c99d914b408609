package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputKeysTest {

    @ParameterizedTest
    @CsvSource({
        "json/a.json, xml/a.xml",
        "json/a/b.jsonl, xml/a/b.xml",
        "json/a.b.json, xml/a.b.xml",
        "json/a.b/c.json, xml/a.b/c.xml",
        "json/a.b/c, xml/a.b/c.xml",
        "json/.json, xml/.xml",
        "json/json/a.json, xml/json/a.xml",
        "json/ü b+c%.JSON, xml/ü b+c%.xml"
    })
    void thePrefixAndTheSuffixAreReplaced(String input, String output) {
        assertThat(new OutputKeys("json/", "xml/").of(input)).isEqualTo(output);
    }

    @Test
    void prefixesMayBeEmpty() {
        assertThat(new OutputKeys("", "xml/").of("a.json")).isEqualTo("xml/a.xml");
        assertThat(new OutputKeys("json/", "").of("json/a.json")).isEqualTo("a.xml");
    }
}
