package dev.dromedary.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dromedary.settings.ConfigurationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.Driver;

/** Makes pools of connections to a PostgreSQL, which notice a server that is silent and never quote a row. */
final class ServerPool {

    /** Held, because loggers that nobody holds forget their level. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    static {
        // What the driver logs stands in its exceptions too, and may quote a URL with its password.
        DRIVER.setLevel(Level.OFF);
    }

    private ServerPool() {}

    /** @throws ConfigurationException if the URL cannot be read; it is not shown, because it may hold a password */
    static HikariDataSource of(HikariConfig config, int connections, PostgresTls tls) {
        if (Driver.parseURL(config.getJdbcUrl(), null) == null) {
            throw new ConfigurationException(config.getPoolName()
                    + ".url is no URL of PostgreSQL, such as jdbc:postgresql://localhost:5432/dromedary");
        }
        config.setMaximumPoolSize(connections);
        config.addDataSourceProperty("ApplicationName", "dromedary");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("logServerErrorDetail", "false");
        tls.properties().forEach(config::addDataSourceProperty);
        return new HikariDataSource(config);
    }
}
