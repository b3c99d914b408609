package dev.dromedary.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A file that holds one setting's value, as containers mount secrets: {@code WAREHOUSE_PASSWORD_FILE} names it. */
final class SettingFile {

    /** As large as the largest secret of AWS. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final String SUFFIX = "_FILE";

    private SettingFile() {}

    /**
     * The variable that names the file, if it is set. A variable that is the name of another setting (that of {@code
     * management.token-file}) has that one's meaning.
     *
     * @param variable the setting's own variable
     * @param keys all that there are
     */
    static Optional<String> variable(String variable, Map<String, String> environment, Set<String> keys) {
        String name = variable + SUFFIX;
        boolean another = keys.stream().map(Setting::environmentName).anyMatch(name::equals);
        return another || environment.getOrDefault(name, "").isBlank() ? Optional.empty() : Optional.of(name);
    }

    /** Whether a variable may name the file of one of these settings. */
    static boolean isVariableOf(String name, Iterable<String> variables) {
        for (String variable : variables) {
            if (name.equals(variable + SUFFIX)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The content, without the end of its last line.
     *
     * @param variable for the message
     * @throws ConfigurationException if it cannot be read, is too large, or is no UTF-8; the message never quotes it
     */
    static String read(String variable, String file) {
        try (InputStream in = Files.newInputStream(Path.of(file.strip()))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refused(variable, file, "is larger than 64 KiB, which no setting is");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replaceFirst("\r?\n\\z", "");
            if (text.isBlank()) {
                throw refused(variable, file, "is empty");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw refused(variable, file, "does not exist");
        } catch (CharacterCodingException e) {
            throw refused(variable, file, "is not UTF-8");
        } catch (IOException e) {
            throw refused(variable, file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static ConfigurationException refused(String variable, String file, String why) {
        return new ConfigurationException("environment variable " + variable + ": " + file.strip() + " " + why);
    }
}
