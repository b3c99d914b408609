package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "abc, '', 3",
        "logins, logins, 0",
        "logins, login, 1",
        "kitten, sitting, 3",
        "ab, ba, 1",
        "flaw, lawn, 2"
    })
    void countsInsertionsDeletionsSubstitutionsAndExchanges(String left, String right, int edits) {
        assertThat(Nearest.distance(left, right)).isEqualTo(edits);
        assertThat(Nearest.distance(right, left)).isEqualTo(edits);
    }

    @Test
    void findsTheCandidateWithTheFewestEdits() {
        assertThat(Nearest.to("logons", Set.of("login", "logins", "products"))).contains("logins");
    }

    @Test
    void ofEquallyNearOnesTheFirstByNameIsTaken() {
        assertThat(Nearest.to("cat", List.of("rat", "bat"))).contains("bat");
        assertThat(Nearest.to("cat", List.of("bat", "rat"))).contains("bat");
    }

    @Test
    void mayBeOffByAThirdOfItsLengthAndNoMore() {
        assertThat(Nearest.to("abcdef", Set.of("abcdxy"))).contains("abcdxy");
        assertThat(Nearest.to("abcdef", Set.of("abcxyz"))).isEmpty();
    }

    @Test
    void aShortNameMayBeOffByOne() {
        assertThat(Nearest.to("a", Set.of("b"))).contains("b");
        assertThat(Nearest.to("a", Set.of("bc"))).isEmpty();
    }

    @Test
    void theSuggestionContinuesASentenceOrIsNothing() {
        assertThat(Nearest.suggestion("login", Set.of("logins"))).isEqualTo("; did you mean \"logins\"?");
        assertThat(Nearest.suggestion("zebra", Set.of("logins"))).isEmpty();
        assertThat(Nearest.suggestion("zebra", Set.of())).isEmpty();
    }
}
