package dev.dromedary.command;

import dev.dromedary.database.Database;
import dev.dromedary.database.PostgresTls;
import dev.dromedary.settings.Settings;

/** Databases as the settings name them, for commands that load no routes. */
final class DatabaseOf {

    private DatabaseOf() {}

    /** @param name {@code warehouse} or {@code state}; the caller closes it */
    static Database settings(Settings settings, String name) {
        Database.Builder builder = new Database.Builder();
        builder.setName(name);
        builder.setUrl(settings.text(name + ".url"));
        builder.setMigrate(settings.isTrue(name + ".migrate"));
        settings.find(name + ".user").ifPresent(builder::setUser);
        settings.find(name + ".password").ifPresent(builder::setPassword);
        PostgresTls.Builder tls = new PostgresTls.Builder();
        tls.setPrefix(name + ".tls");
        settings.find(name + ".tls.mode").ifPresent(tls::setMode);
        settings.find(name + ".tls.trust").ifPresent(tls::setTrust);
        settings.find(name + ".tls.certificate").ifPresent(tls::setCertificate);
        settings.find(name + ".tls.key").ifPresent(tls::setKey);
        builder.setTls(tls.build());
        return builder.build();
    }
}
