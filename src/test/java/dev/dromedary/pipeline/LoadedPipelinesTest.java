package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadedPipelinesTest {

    private static final String ORDERS = """
            - beans:
                - name: words
                  type: java.lang.String
                  builderClass: %s
                  properties:
                    text: "{{products.topic}}"
            - route:
                id: read-orders
                description: reads orders
                from:
                  uri: timer:orders
                  steps:
                    - to: mock:orders
            """.formatted(Words.class.getName());

    @TempDir
    private Path folder;

    /** A builder whose only property is optional. */
    public static final class Words {

        private String text = "none";

        public void setText(String text) {
            this.text = text;
        }

        public String build() {
            if (text.equals("bad")) {
                throw new ConfigurationException("words: bad is no word");
            }
            return text;
        }
    }

    private LoadedPipelines load(String text) throws IOException {
        Files.writeString(folder.resolve("orders.camel.yaml"), ORDERS);
        // A setting of the built-in ones stands for any.
        Settings settings = Settings.defaults().with("products.topic", text);
        RouteFolder routes = RouteFolder.open(Optional.of(folder));
        return LoadedPipelines.loader(
                        settings,
                        routes,
                        List.of(routes.select(Set.of("orders")).stream()
                                .filter(file -> file.name().equals("orders"))
                                .findFirst()
                                .orElseThrow()))
                .unmanaged()
                .load();
    }

    @Test
    void aBeanThatIsRefusedIsNotMadeWithoutItsProperties() {
        assertThatThrownBy(() -> load("bad"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("words: bad is no word");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a\\",
                "a\\b",
                "a\\bc",
                "\\",
                "\\\\",
                "a\\\\",
                "a\\\\b",
                "\\a\\b\\c",
                "a\\}}",
                "a\\}}b",
                "\"\\{",
                "#'\"$\\",
                "-/+=%20",
                "${body}"
            })
    void aSettingReachesABeanSignBySign(String text) throws IOException {
        try (LoadedPipelines loaded = load(text)) {
            assertThat(loaded.context().getRegistry().lookupByName("words")).isEqualTo(text);
        }
    }
}
