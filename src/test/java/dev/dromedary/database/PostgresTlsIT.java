package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that speaks TLS, wants passwords, and of some roles certificates. */
class PostgresTlsIT {

    private static final String PASSWORD = "#canary \"{x";

    @TempDir
    private static Path folder;

    @TempDir
    private static Path strangersFolder;

    private static Certificates authority;
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        authority = new Certificates(folder);
        server = PostgresServer.launch();
        server.execute(
                server.jdbcUrl(), "create role reader login password '" + PASSWORD + "'; create role cert_me login");
        server.secure(authority.issue("server", "127.0.0.1"), authority.authority());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Database database(String url, String user, String password, Consumer<PostgresTls.Builder> settings) {
        PostgresTls.Builder tls = new PostgresTls.Builder();
        tls.setPrefix("warehouse.tls");
        settings.accept(tls);
        Database.Builder builder = new Database.Builder();
        builder.setName("warehouse");
        builder.setUrl(url);
        builder.setUser(user);
        builder.setPassword(password);
        builder.setTls(tls.build());
        return builder.build();
    }

    private static Database database(String password, Consumer<PostgresTls.Builder> settings) {
        return database(server.jdbcUrl(), "reader", password, settings);
    }

    private static void check(Database database) throws SQLException {
        try (database) {
            new Migrations(database, "db/migration/warehouse", false).check();
        }
    }

    private static String cipher(Database database) {
        try (database) {
            return Query.read(
                    database, "select version from pg_stat_ssl where pid = pg_backend_pid()", List.of(), rows -> {
                        rows.next();
                        return rows.getString(1);
                    });
        }
    }

    private static void refused(Database database, String message) {
        assertThatThrownBy(() -> check(database))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theServerIsKnownByItsAuthorityAndItsName() {
        assertThat(cipher(database(
                        PASSWORD, tls -> tls.setTrust(authority.authority().toString()))))
                .startsWith("TLSv1.");
        refused(
                database(
                        PASSWORD,
                        tls -> tls.setTrust(
                                new Certificates(strangersFolder).authority().toString())),
                "PKIX path");
        refused(
                database(
                        server.jdbcUrl().replace("127.0.0.1", "localhost"),
                        "reader",
                        PASSWORD,
                        tls -> tls.setTrust(authority.authority().toString())),
                "hostname");
    }

    @Test
    void aWrongPasswordIsNotWaitedFor() {
        refused(
                database("another", tls -> tls.setMode("require")),
                "password authentication failed for user \"reader\"");
    }

    @Test
    void weAreKnownByACertificate() {
        Certificates.Issued me = authority.issueOnCurve("cert_me");
        assertThat(cipher(database(server.jdbcUrl(), "cert_me", null, tls -> {
                    tls.setTrust(authority.authority().toString());
                    tls.setCertificate(me.certificate().toString());
                    tls.setKey(me.key().toString());
                })))
                .startsWith("TLSv1.");
        Certificates.Issued other = authority.issue("cert_other");
        refused(
                database(server.jdbcUrl(), "cert_me", null, tls -> {
                    tls.setMode("require");
                    tls.setCertificate(other.certificate().toString());
                    tls.setKey(other.key().toString());
                }),
                "certificate authentication failed for user \"cert_me\"");
    }

    @Test
    void aServerWithoutTlsIsNotWaitedFor() {
        refused(
                database(Sandbox.postgres().jdbcUrl(), "postgres", "x", tls -> tls.setMode("require")),
                "(SQLSTATE 08004)");
    }

    @Test
    void aUrlThatCannotBeReadIsNotShown() {
        assertThatThrownBy(() -> database("jdbc:postgresql://localhost:x/y?password=canary", null, null, tls -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "warehouse.url is no URL of PostgreSQL, such as jdbc:postgresql://localhost:5432/dromedary");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertRefused(
                tls -> {
                    tls.setMode("require");
                    tls.setTrust(authority.authority().toString());
                },
                "warehouse.tls.trust would not be looked at with warehouse.tls.mode=require; set it to verify-full");
        assertRefused(
                tls -> tls.setKey("k"),
                "of warehouse.tls.certificate and warehouse.tls.key one is set and the other is not");
        Path binary = authority.authority("changeit");
        assertRefused(
                tls -> tls.setTrust(binary.toString()),
                "warehouse.tls.trust: " + binary
                        + " is no good: it holds no certificate that can be read without a password");
        assertThatThrownBy(() -> database("jdbc:sqlite::memory:", null, null, tls -> tls.setMode("require")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("warehouse.tls.* is for PostgreSQL, and the URL names a file of SQLite");
    }

    private static void assertRefused(Consumer<PostgresTls.Builder> settings, String message) {
        assertThatThrownBy(() -> database(PASSWORD, settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }
}
