package dev.dromedary.management;

import dev.dromedary.keys.OwnerOnlyFile;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * What callers of the management port must show: {@code management.token}, or else the content of {@code
 * management.token-file}, which a server makes where it is missing. Never shown. Immutable.
 */
public final class AccessToken {

    private static final int BYTES = 32;
    private static final int SHORTEST = 16;
    private static final String SCHEME = "Bearer ";

    private final String token;

    private AccessToken(String token) {
        this.token = token;
    }

    /** @throws ConfigurationException if the token is too short, or the file cannot be read or made */
    static AccessToken ofServer(Settings settings) {
        Optional<AccessToken> known = of(settings);
        return known.orElseGet(() -> make(settings.path("management.token-file")));
    }

    /**
     * The token, if there is one yet.
     *
     * @throws ConfigurationException if the token is too short, or the file cannot be read
     */
    public static Optional<AccessToken> of(Settings settings) {
        Optional<String> set = settings.find("management.token");
        if (set.isPresent()) {
            return Optional.of(checked(set.get(), "management.token"));
        }
        Path file = settings.path("management.token-file");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(checked(read(file).strip(), "management.token-file: " + file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "management.token-file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** One that the settings name may be as containers mount secrets, whose mode others choose. */
    private static String read(Path file) throws IOException {
        return file.equals(Settings.defaults().path("management.token-file"))
                ? OwnerOnlyFile.read(file)
                : Files.readString(file);
    }

    private static AccessToken checked(String token, String where) {
        if (token.length() < SHORTEST) {
            throw new ConfigurationException(where + " is too short: a token has at least " + SHORTEST
                    + " characters, such as from" + " `openssl rand -base64 32`");
        }
        return new AccessToken(token);
    }

    private static AccessToken make(Path file) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path path = file.toAbsolutePath();
        try {
            Files.createDirectories(path.getParent());
            return OwnerOnlyFile.exclusively(path, () -> {
                if (Files.exists(path)) {
                    return new AccessToken(read(file).strip());
                }
                OwnerOnlyFile.write(path, token + "\n");
                return new AccessToken(token);
            });
        } catch (IOException | UnsupportedOperationException e) {
            throw new ConfigurationException(
                    "management.token-file: " + file + " cannot be made: " + e.getMessage() + "; set management.token",
                    e);
        }
    }

    /** The value of the header Authorization. */
    public String header() {
        return SCHEME + token;
    }

    /** Whether a header shows it. */
    boolean isShownBy(String header) {
        return header != null && isEqual(header, header());
    }

    /** Whether it is this one. */
    boolean is(String password) {
        return isEqual(password, token);
    }

    /** In a time that does not depend on how much of it is right. */
    private static boolean isEqual(String left, String right) {
        return MessageDigest.isEqual(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
