package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsCatalogTest {

    private static final SettingsCatalog CATALOG = SettingsCatalog.builtIn();

    @Test
    void everyKeyHasABracketedTypeLineAndWordsAboveIt() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("application.properties"));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("#?[a-z][a-zA-Z0-9._-]*=.*")) {
                keys.add(lines.get(i).replaceFirst("^#", "").replaceFirst("=.*", ""));
                assertThat(lines.get(i - 1)).as("line above %s", lines.get(i)).matches("# \\[[a-z]+( .+)?]");
            }
        }
        assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
        assertThat(CATALOG.all()).extracting(Setting::key).containsExactlyElementsOf(keys);
    }

    @Test
    void everyDefaultPassesItsOwnCheck() {
        for (Setting setting : CATALOG.all()) {
            if (setting.defaultValue() != null) {
                setting.check(setting.defaultValue(), "application.properties");
            }
        }
    }

    @Test
    void everyNumberDurationAndSizeHasBounds() {
        assertThat(CATALOG.all())
                .filteredOn(setting -> switch (setting.type()) {
                    case INTEGER, DECIMAL, DURATION, SIZE -> true;
                    default -> false;
                })
                .isNotEmpty()
                .allSatisfy(setting ->
                        assertThat(setting.bounds()).as(setting.key()).hasSize(2));
    }

    @Test
    void everyBoundIsItselfAllowed() {
        for (Setting setting : CATALOG.all()) {
            setting.bounds().forEach(bound -> setting.check(bound, "bound"));
        }
    }

    @Test
    void whatLooksLikeASecretIsOne() {
        assertThat(CATALOG.all())
                .filteredOn(setting -> setting.key().matches(".*(password|secret|token)"))
                .isNotEmpty()
                .allSatisfy(setting -> {
                    assertThat(setting.type()).isEqualTo(Setting.Type.SECRET);
                    assertThat(setting.defaultValue()).isNull();
                });
    }

    @Test
    void environmentNamesAreUniqueAndPlain() {
        assertThat(CATALOG.all())
                .extracting(Setting::environmentName)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[A-Z][A-Z0-9_]+"));
        assertThat(CATALOG.get("logins.batch-size").environmentName()).isEqualTo("LOGINS_BATCH_SIZE");
    }

    @Test
    void noSettingTakesAVariableOfTheSystemOrTheAwsSdk() {
        assertThat(CATALOG.all().stream().map(Setting::environmentName).collect(Collectors.toSet()))
                .noneMatch(name -> name.startsWith("AWS_") || name.startsWith("JAVA_"))
                .doesNotContain("HOME", "PATH", "USER", "LANG", "TMPDIR");
    }

    @Test
    void readsTypesBoundsDefaultsAndAbsentDefaults() throws IOException {
        SettingsCatalog catalog = read("""
                # Words.
                # [integer 1..10]
                some.count=3

                # [choice a, b]
                #some.choice=
                # some.prose=not a key
                some.words=x = y
                """);

        assertThat(catalog.all())
                .containsExactly(
                        new Setting("some.count", Setting.Type.INTEGER, List.of("1", "10"), "3"),
                        new Setting("some.choice", Setting.Type.CHOICE, List.of("a", "b"), null),
                        new Setting("some.words", Setting.Type.TEXT, List.of(), "x = y"));
        assertThat(catalog.get("some.prose")).isNull();
    }

    @Test
    void anUnknownTypeIsAnError() {
        assertThatIllegalArgumentException().isThrownBy(() -> read("# [colour]\nsome.key=red\n"));
    }

    private static SettingsCatalog read(String text) throws IOException {
        return SettingsCatalog.read(new BufferedReader(new StringReader(text)));
    }
}
