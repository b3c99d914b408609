package dev.dromedary.tls;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Optional;

/** Reads files of certificates and keys, and says in one line what is wrong with one. */
final class Stores {

    private Stores() {}

    interface Reading<T> {
        T read() throws IOException, GeneralSecurityException;
    }

    /**
     * @param setting the key of the setting that names the file, for the message
     * @throws ConfigurationException if reading fails; the message names the file, and quotes neither it nor a password
     */
    static <T> T reading(String setting, Path file, Reading<T> reading) {
        try {
            if (!Files.exists(file)) {
                throw refused(setting, file, "does not exist");
            }
            return reading.read();
        } catch (AccessDeniedException e) {
            throw refused(setting, file, "cannot be read: access is denied");
        } catch (IOException e) {
            throw refused(
                    setting,
                    file,
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "cannot be read: its password is wrong or missing"
                            : "cannot be read: " + e.getClass().getSimpleName());
        } catch (KeyStoreException e) {
            throw refused(setting, file, "is neither PEM nor PKCS#12");
        } catch (GeneralSecurityException e) {
            throw refused(setting, file, "is no good: " + e.getMessage());
        }
    }

    /** Without a cause, whose words may quote the file. */
    private static ConfigurationException refused(String setting, Path file, String why) {
        return new ConfigurationException(setting + ": " + file + " " + why);
    }

    /** A file of PKCS#12 or Java's own kind. */
    static KeyStore open(Path file, Optional<String> password) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(
                file.toFile(), password.map(String::toCharArray).orElse(null));
    }
}
