package dev.dromedary.deadletter;

import dev.dromedary.database.Database;
import java.nio.file.Path;

class SqliteLettersTest extends LettersContract {

    @Override
    Database open() {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        return builder.build();
    }

    @Override
    Path keyset() {
        return folder.resolve("dead-letters.keyset");
    }
}
