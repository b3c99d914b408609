package dev.dromedary.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL from its own binaries, as processes beside this JVM. {@link #stop} ends them (connected clients are sent
 * away) and {@link #start} runs them again on the same data. Thread-safe.
 *
 * <p>Commits are synchronous, but without fsync: they outlive the server, not the machine.
 */
public final class PostgresServer extends EmbeddedServer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFAULT_DATABASE = "postgres";

    private final int port = LoopbackPorts.free();
    private final TemporaryFolder data = new TemporaryFolder(siblingOfBinaries());
    private EmbeddedPostgres postgres;

    /** A server that has been started. */
    public static PostgresServer launch() {
        PostgresServer server = new PostgresServer();
        server.start();
        return server;
    }

    /** The database that every server has; {@link #createDatabase} makes one for a test alone. */
    public String jdbcUrl() {
        return jdbcUrl(DEFAULT_DATABASE);
    }

    public String user() {
        return "postgres";
    }

    /** Any would do: the server trusts who comes from this machine. */
    public String password() {
        return "postgres";
    }

    /** Connections to {@link #jdbcUrl()}, a new one at each call. */
    public DataSource dataSource() {
        return dataSource(jdbcUrl());
    }

    /** Connections to a database of this server, a new one at each call. */
    public DataSource dataSource(String jdbcUrl) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl);
        source.setUser(user());
        source.setPassword(password());
        return source;
    }

    /**
     * Creates an empty database and returns its JDBC URL.
     *
     * @throws IllegalArgumentException when the name is not made of lower-case letters, digits and {@code _}
     * @throws IllegalStateException when it exists, or the server is down
     */
    public String createDatabase(String name) {
        if (!name.matches("[a-z_][a-z0-9_]*")) {
            throw new IllegalArgumentException("not a name for a database: " + name);
        }
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("could not create database " + name + " in " + this, e);
        }
        return jdbcUrl(name);
    }

    /**
     * From now on wants passwords of all but {@link #user()}, who is trusted, and speaks TLS to who wants it.
     *
     * @param authority PEM file of the authorities that clients' certificates come from; a role whose name begins with
     *     {@code cert} has to show one with its name
     */
    public void secure(Certificates.Issued identity, Path authority) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set ssl_cert_file = '" + identity.certificate() + "'");
            statement.execute("alter system set ssl_key_file = '" + identity.key() + "'");
            statement.execute("alter system set ssl_ca_file = '" + authority + "'");
            statement.execute("alter system set ssl = on");
            Files.writeString(data.path().resolve("pg_hba.conf"), """
                    host    all postgres 127.0.0.1/32 trust
                    hostssl all /^cert   127.0.0.1/32 cert
                    host    all all      127.0.0.1/32 scram-sha-256
                    """);
            statement.execute("select pg_reload_conf()");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("could not secure " + this, e);
        }
        Awaitility.await("TLS of " + this).atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Connection connection =
                    dataSource(jdbcUrl() + "?sslmode=require").getConnection()) {
                return connection.isValid(3);
            }
        });
    }

    /** Executes one statement or several in a database of this server, as its superuser. */
    public void execute(String jdbcUrl, String sql) {
        try (Connection connection = dataSource(jdbcUrl).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("could not execute in " + this, e);
        }
    }

    @Override
    protected void boot() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.path())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", LoopbackPorts.HOST)
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(PATIENCE)
                .start();
    }

    /** The library waits 5 s and gives up in silence; a busy machine may need longer. */
    @Override
    protected void halt() throws Exception {
        guardFromSweeping();
        postgres.close();
        Path processes = data.path().resolve("postmaster.pid");
        Awaitility.await("end of " + this).atMost(PATIENCE).until(() -> Files.notExists(processes));
    }

    @Override
    protected void discard() throws Exception {
        data.delete();
    }

    @Override
    public String toString() {
        return "PostgreSQL at " + jdbcUrl();
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + LoopbackPorts.HOST + ":" + port + "/" + database;
    }

    /** Another JVM takes a folder that is not locked for abandoned ten minutes after its lock was last touched. */
    private void guardFromSweeping() throws IOException {
        Files.setLastModifiedTime(data.path().resolve("epg-lock"), FileTime.from(Instant.now()));
    }

    /** Where the library looks for servers that an ended JVM has left behind, and sweeps them up. */
    private static Path siblingOfBinaries() {
        return Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg", "dromedary-" + UUID.randomUUID());
    }
}
