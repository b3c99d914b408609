package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {

    @TempDir
    private Path folder;

    private AccessToken token(Path file) {
        return AccessToken.ofServer(Settings.defaults().with("management.token-file", file.toString()));
    }

    @Test
    void aFileMayBeAsContainersMountIt() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "a-token-of-the-test\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

        assertThat(token(file).is("a-token-of-the-test")).isTrue();
    }

    @Test
    void oneThatIsMissingIsMadeForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("new/token");

        String header = token(file).header();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(token(file).header()).isEqualTo(header);
    }
}
