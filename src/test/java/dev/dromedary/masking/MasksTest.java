package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MasksTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aModeIsFoundByItsText(MaskingMode mode) {
        assertThat(MaskingMode.parse(mode.toString())).isEqualTo(mode);
    }

    @Test
    void anUnknownModeListsTheChoices() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> MaskingMode.parse("md5"))
                .withMessage("masking mode must be one of sha256, hmac-sha256, aes-siv, not 'md5'");
    }

    @Test
    void eachModeHasItsMask() {
        assertThat(Masks.create(MaskingMode.SHA256, null)).isInstanceOf(Sha256Mask.class);
        assertThat(Masks.create(MaskingMode.HMAC_SHA256, keyset(KeysetKind.HMAC)))
                .isInstanceOf(HmacMask.class);
        assertThat(Masks.create(MaskingMode.AES_SIV, keyset(KeysetKind.AES_SIV)))
                .isInstanceOf(AesSivMask.class);
    }

    @ParameterizedTest
    @EnumSource(names = "SHA256", mode = EnumSource.Mode.EXCLUDE)
    void aKeyedModeWithoutAKeysetSaysHowToMakeOne(MaskingMode mode) {
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> Masks.create(mode, null))
                .withMessage("masking mode " + mode + " needs a keyset: make one with"
                        + " `java -jar target/dromedary.jar keys new --kind " + mode + " FILE`"
                        + " and name it in masking.keyset (MASKING_KEYSET)");
    }

    @Test
    void theKeysetOfTheOtherModeIsRefused() {
        Path file = keyset(KeysetKind.HMAC);

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> Masks.create(MaskingMode.AES_SIV, file))
                .withMessage("keyset " + file + " is for hmac-sha256, not for aes-siv");
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> Masks.unmasker(file))
                .withMessage("keyset " + file + " is for hmac-sha256, not for aes-siv");
    }

    @Test
    void anUnmaskerReadsWhatTheMaskWrote() {
        Path file = keyset(KeysetKind.AES_SIV);
        String token = Masks.create(MaskingMode.AES_SIV, file).mask("192.168.0.1");

        assertThat(Masks.unmasker(file).unmask(token)).isEqualTo("192.168.0.1");
    }

    @Test
    void aBuilderMakesTheMaskOfItsSettings() {
        Masks.Builder builder = new Masks.Builder();
        builder.setMode("aes-siv");
        builder.setKeyset(keyset(KeysetKind.AES_SIV).toString());

        assertThat(builder.build()).isInstanceOf(AesSivMask.class);
    }

    @Test
    void aBuilderIsKeyedUnlessToldOtherwise() {
        Masks.Builder builder = new Masks.Builder();
        builder.setKeyset("");

        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(builder::build)
                .withMessageStartingWith("masking mode hmac-sha256 needs a keyset");
    }

    private Path keyset(KeysetKind kind) {
        Path file = folder.resolve(kind + ".json");
        KeysetFile.create(file, kind);
        return file;
    }
}
