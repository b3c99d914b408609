package dev.dromedary.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aNewKeysetHasOneKeyAndIsForItsOwnerOnly(KeysetKind kind) throws Exception {
        Path file = folder.resolve("secrets/deep/keyset.json");

        KeysetInfo made = KeysetFile.create(file, kind);

        assertThat(made.kind()).isEqualTo(kind);
        assertThat(made.keyIds()).containsExactly(made.primaryKeyId());
        assertThat(made.primaryKeyId()).matches("[0-9a-f]{8}");
        assertThat(KeysetFile.info(file)).isEqualTo(made);
        assertThat(KeysetFile.load(file, kind).size()).isEqualTo(1);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(names(file.getParent())).containsExactlyInAnyOrder("keyset.json", ".keyset.json.lock");
    }

    @Test
    void aKeysetIsNeverOverwritten() throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetFile.create(file, KeysetKind.HMAC);
        String before = Files.readString(file);

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.create(file, KeysetKind.AES_SIV))
                .withMessageContaining(file + " exists already");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void nothingIsMadeBesideAFileThatIsInTheWay() throws Exception {
        Path file = ownerOnly("something else");

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.create(file, KeysetKind.HMAC))
                .withMessageContaining(file + " exists already");
        assertThat(names(folder)).containsExactly("keyset.json");
    }

    @Test
    void aDanglingLinkIsNotReplacedByANewKeyset() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("keyset.json"), folder.resolve("nowhere"));

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.create(link, KeysetKind.HMAC))
                .withMessageContaining("exists already");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aKeysetMayBeMadeInALinkedFolder() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        KeysetInfo made = KeysetFile.create(link.resolve("keyset.json"), KeysetKind.HMAC);

        assertThat(KeysetFile.info(real.resolve("keyset.json"))).isEqualTo(made);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "");

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.create(plain.resolve("keyset.json"), KeysetKind.HMAC))
                .withMessageContaining(plain + " is not a folder");
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--,0644", "rw-r-----,0640", "rw----r--,0604", "rw--w----,0620", "rwx------,0700"})
    void aFileBeyondItsOwnerIsRefused(String permissions, String octal) throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetFile.create(file, KeysetKind.HMAC);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        String message =
                "%s has mode %s, which must not go beyond 0600: run `chmod 600 %s`".formatted(file, octal, file);

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(file, KeysetKind.HMAC))
                .withMessage(message);
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.info(file))
                .withMessage(message);
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.rotate(file))
                .withMessage(message);
    }

    @Test
    void aFileThatItsOwnerMayOnlyReadIsLoaded() throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetInfo made = KeysetFile.create(file, KeysetKind.HMAC);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(KeysetFile.info(file)).isEqualTo(made);
    }

    @Test
    void aMissingFileSaysHowToMakeOne() {
        Path file = folder.resolve("keyset.json");
        String message = "no keyset at %s: make one with `java -jar target/dromedary.jar keys new %s%s`";

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(file, KeysetKind.HMAC))
                .withMessage(message.formatted(file, "--kind hmac-sha256 ", file));
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.rotate(file))
                .withMessage(message.formatted(file, "", file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SECRET", "{\"primaryKeyId\": SECRET", "{\"key\":[{\"keyData\":\"SECRET\"}]}", "{}"})
    void aFileThatIsNoKeysetIsRefusedUnquoted(String text) throws Exception {
        Path file = ownerOnly(text);

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(file, KeysetKind.HMAC))
                .withMessage(file + " is no keyset: it is not in Tink's JSON format, in clear")
                .withNoCause();
    }

    @Test
    void aKeyWithADamagedValueIsRefusedUnquoted() throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetFile.create(file, KeysetKind.HMAC);
        Files.writeString(file, Files.readString(file).replaceFirst("\"value\":\\s*\"", "$0!SECRET!"));

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(file, KeysetKind.HMAC))
                .withMessage(file + " is no keyset: it is not in Tink's JSON format, in clear")
                .withNoCause();
    }

    @Test
    void aFileTooLargeToBeAKeysetIsNotRead() throws Exception {
        Path file = ownerOnly(" ".repeat((1 << 20) + 1));

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(file, KeysetKind.HMAC))
                .withMessage(file + " is larger than 1048576 bytes");
    }

    @Test
    void aFolderIsRefused() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(folder, KeysetKind.HMAC))
                .withMessageContaining(folder.toString());
    }

    @Test
    void aKeysetForAnotherUseIsRefused() {
        Path hmac = folder.resolve("hmac.json");
        Path siv = folder.resolve("siv.json");
        KeysetFile.create(hmac, KeysetKind.HMAC);
        KeysetFile.create(siv, KeysetKind.AES_SIV);

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(hmac, KeysetKind.AES_SIV))
                .withMessage("keyset " + hmac + " is for hmac-sha256, not for aes-siv");
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> KeysetFile.load(siv, KeysetKind.AES_GCM))
                .withMessage("keyset " + siv + " is for aes-siv, not for dead-letters");
    }

    @Test
    void aKeysetOfOtherKeysIsRefused() throws Exception {
        KeysetHandle ours = KeysetKind.HMAC.generate();
        KeysetHandle sha512 = KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA512_PRF);
        KeysetHandle mixed = KeysetHandle.newBuilder(ours)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedPrfParameters.HMAC_SHA512_PRF)
                        .withRandomId())
                .build();

        for (KeysetHandle keyset : List.of(sha512, mixed)) {
            Path file = ownerOnly(TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()));
            assertThatExceptionOfType(KeysetException.class)
                    .isThrownBy(() -> KeysetFile.load(file, KeysetKind.HMAC))
                    .withMessage("keyset " + file + " has keys of another kind than those made by `keys new`");
        }
    }

    @Test
    void twoKeysetsHaveDifferentKeys() throws Exception {
        KeysetHandle one = KeysetKind.HMAC.generate();

        assertThat(one.equalsKeyset(KeysetKind.HMAC.generate())).isFalse();
    }

    private Path ownerOnly(String text) throws Exception {
        Path file = folder.resolve("keyset.json");
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
