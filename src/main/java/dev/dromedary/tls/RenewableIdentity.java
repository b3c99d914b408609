package dev.dromedary.tls;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An identity whose files are renewed while it is shown, as those who manage certificates do. Files that cannot be read, or
 * do not go together because only one of the two has been written yet, change nothing and are logged once. Thread-safe.
 */
public final class RenewableIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(RenewableIdentity.class);

    private final Supplier<Identity> files;
    private final ShownKeys keys;
    private Identity current;
    private String seen;

    /**
     * @param files reads the identity anew
     * @throws ConfigurationException if it cannot be read
     */
    public RenewableIdentity(Supplier<Identity> files) {
        this.files = files;
        this.current = files.get();
        this.seen = state(current);
        this.keys = new ShownKeys(current);
    }

    /** For a server that shows what was read last. */
    public SSLContext context() {
        return TlsContext.showing(keys);
    }

    /** What was read last. */
    public synchronized Identity current() {
        return current;
    }

    /** Reads the files again if they have changed; to be called before each connection. */
    public synchronized void renew() {
        // Looked at before they are read: what is written meanwhile is another change.
        String now = state(current);
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            current = files.get();
            keys.show(current);
            LOG.info(
                    "{} was renewed, valid until {}",
                    current,
                    current.chain().get(0).getNotAfter().toInstant());
        } catch (ConfigurationException e) {
            LOG.warn("The certificate that was read before is shown further: {}", e.getMessage());
        }
    }

    private static String state(Identity identity) {
        return Stream.of(identity.certificate(), identity.key())
                .map(RenewableIdentity::state)
                .collect(Collectors.joining(", "));
    }

    /** Links are followed, because a mounted folder may consist of them. */
    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            // No file is a state of it like any other.
            return "absent";
        }
    }
}
