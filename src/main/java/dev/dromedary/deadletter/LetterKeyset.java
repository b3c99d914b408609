package dev.dromedary.deadletter;

import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the keyset that encrypts payloads; read when first needed. Thread-safe. */
final class LetterKeyset {

    private static final Logger LOG = LoggerFactory.getLogger(LetterKeyset.class);

    private final Path file;
    private volatile PayloadCipher cipher;

    LetterKeyset(Path file) {
        this.file = file;
    }

    boolean isMissing() {
        return !Files.exists(file);
    }

    /**
     * Makes the file.
     *
     * @param shared whether several processes have the same letters
     * @param needed whether there are letters that it decrypts
     * @throws ConfigurationException if it is not for this process to make
     */
    void make(boolean shared, boolean needed) {
        if (shared) {
            throw new ConfigurationException("dead-letters.keyset: " + file
                    + " does not exist. The state is shared, so every process needs the same one: "
                    + KeysetFile.howToMake(file.toString(), Optional.of(KeysetKind.AES_GCM)));
        }
        if (needed) {
            throw new ConfigurationException("dead-letters.keyset: " + file
                    + " does not exist, but there are dead letters that it is needed for; bring it back");
        }
        try {
            KeysetFile.create(file, KeysetKind.AES_GCM);
            LOG.info("Made {}, which encrypts dead letters; keep a copy of it", file);
        } catch (KeysetException e) {
            // Another process that starts at the same moment may have made it.
            if (!Files.exists(file)) {
                throw e;
            }
        }
    }

    /** @throws ConfigurationException if the file is no keyset for this, or not there */
    PayloadCipher cipher() {
        if (cipher == null) {
            cipher = PayloadCipher.load(file);
        }
        return cipher;
    }
}
