package dev.dromedary.command;

import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetInfo;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.masking.MaskingMode;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys}: makes and rotates the files that keys are kept in. */
@Command(
        name = "keys",
        description = "Makes and rotates keyset files.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: dromedary keys new masking.keyset"})
final class KeysCommand {

    @Command(
            name = "new",
            description = {
                "Makes a keyset of one new key, readable for its owner alone. Keep a copy where the data is not:",
                "who has the keyset can undo the masks, and without it nobody can."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary keys new masking.keyset"})
    int create(
            @Parameters(paramLabel = "FILE", description = "The file to make; it must not exist.") Path file,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "hmac-sha256, aes-siv or dead-letters (default: as masking.mode says).")
                    String kind) {
        print("Made", file, KeysetFile.create(file, kind(kind)));
        return 0;
    }

    @Command(
            name = "rotate",
            description = {
                "Adds a new key, with which new records are masked from the next start on. Old tokens can still be",
                "unmasked; the same value has another token than before."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary keys rotate masking.keyset"})
    int rotate(@Parameters(paramLabel = "FILE", description = "The keyset file.") Path file) {
        print("Rotated", file, KeysetFile.rotate(file));
        return 0;
    }

    private static KeysetKind kind(String text) {
        if (text != null) {
            try {
                return KeysetKind.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("--kind: " + e.getMessage(), e);
            }
        }
        Settings settings = RoutesOption.settings();
        return MaskingMode.parse(settings.text("masking.mode")).keysetKind().orElse(KeysetKind.HMAC);
    }

    private static void print(String done, Path file, KeysetInfo info) {
        System.out.printf(
                "%s %s (%s): primary key %s, keys %s%n",
                done, file, info.kind(), info.primaryKeyId(), String.join(" ", info.keyIds()));
    }
}
