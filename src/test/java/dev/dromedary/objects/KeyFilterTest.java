package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilterTest {

    private final KeyFilter filter = KeyFilter.of("json/", ".json, .jsonl,.ndjson");

    @ParameterizedTest
    @ValueSource(
            strings = {"json/a.json", "json/a/b/c.jsonl", "json/a.ndjson", "json/A.JSON", "json/.json", "json/a.x.Json"
            })
    void whatLiesUnderThePrefixAndEndsInASuffixIsMeant(String key) {
        assertThat(filter.matches(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"JSON/a.json", "a.json", "other/json/a.json", "json/a.json.gz", "json/ajson", "json/", "json", ""
            })
    void nothingElseIs(String key) {
        assertThat(filter.matches(key)).isFalse();
    }

    @Test
    void anEmptyPrefixIsTheWholeBucket() {
        assertThat(KeyFilter.of("", ".json").matches("a.json")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "*.json", "", ".", ".json,,.jsonl", ".js on", ".json;.jsonl x"})
    void suffixesWithoutADotAreAMistake(String suffixes) {
        assertThatThrownBy(() -> KeyFilter.of("json/", suffixes))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("the suffixes of objects are like \".json, .jsonl\", and not \"" + suffixes + "\"");
    }
}
