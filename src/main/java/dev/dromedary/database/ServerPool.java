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

    /**
     * A process that stands still in the middle of a transaction holds up all others that work on the same records: the server
     * ends such a transaction, unless it or the role has a time of its own for that.
     */
    private static final String NO_STANDSTILL = "select set_config('idle_in_transaction_session_timeout', '30s', false)"
            + " where current_setting('idle_in_transaction_session_timeout') = '0'";

    static {
        // What the driver logs stands in its exceptions too, and may quote a URL with its password.
        DRIVER.setLevel(Level.OFF);
    }

    private ServerPool() {}

    /**
     * @param ours whether its tables are ours: what others have is read in transactions that stay open between pages
     * @throws ConfigurationException if the URL cannot be read; it is not shown, because it may hold a password
     */
    static HikariDataSource of(HikariConfig config, int connections, boolean ours, PostgresTls tls) {
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
        if (ours) {
            config.setConnectionInitSql(NO_STANDSTILL);
        }
        tls.properties().forEach(config::addDataSourceProperty);
        return new HikariDataSource(config);
    }
}
