package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys become names that every parser takes, and each name leads back to one key. */
class XmlNameTest {

    @ParameterizedTest
    @CsvSource({
        "ean, ean",
        "b2b-Readiness.date_1, b2b-Readiness.date_1",
        "'', _x_",
        "_x_, _x005F_x_",
        "a b, a_x0020_b",
        "1st, _x0031_st",
        "_x0041_, _x005F_x0041_",
        "_x0041_x0042_, _x005F_x0041_x005F_x0042_",
        "_xray_, _xray_",
        "__, __",
        "x:y, x_x003A_y",
        "azAZ_09.-, azAZ_09.-",
        "`a{A@[/:, _x0060_a_x007B_A_x0040__x005B__x002F__x003A_",
        "ÀÖØöøÿĀ, ÀÖØöøÿĀ",
        "größe, größe",
        "a×b, a_x00D7_b"
    })
    void aKeyHasOneName(String key, String name) {
        assertThat(XmlName.encode(key)).isEqualTo(name);
        assertThat(XmlName.decode(name)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_x\uFF10\uFF10\uFF14\uFF11_", "_x0041 ", "_x00410042 ", " x0041_", "_x_x0041_", "_x00e9_"})
    void whatLooksLikeAnEscapeIsNotTakenForOne(String key) {
        assertThat(XmlName.decode(XmlName.encode(key))).isEqualTo(key);
    }

    /** Each unit of UTF-16 alone, first and later in a key, half surrogates too. */
    @Test
    void theJdksParserTakesEveryName() throws Exception {
        StringBuilder xml = new StringBuilder("<a>");
        for (int unit = 0; unit < 0x10000; unit++) {
            for (String key : new String[] {"" + (char) unit, "a" + (char) unit + "b"}) {
                String name = XmlName.encode(key);
                assertThat(XmlName.decode(name)).isEqualTo(key);
                xml.append('<').append(name).append("/>\n");
            }
        }

        assertThat(ReadBack.elements(xml + "</a>")).isEqualTo(1 + 2 * 0x10000);
    }

    @Test
    void noTwoKeysShareAName() {
        Random random = new Random(20260101);
        Set<String> keys = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int round = 0; round < 200_000; round++) {
            StringBuilder key = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                key.append("__xx005fFa ".charAt(random.nextInt(11)));
            }
            String name = XmlName.encode(key.toString());
            assertThat(XmlName.decode(name)).isEqualTo(key.toString());
            keys.add(key.toString());
            names.add(name);
        }

        assertThat(names).hasSameSizeAs(keys);
    }
}
