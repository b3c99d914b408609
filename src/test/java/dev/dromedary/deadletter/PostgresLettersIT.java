package dev.dromedary.deadletter;

import dev.dromedary.database.Database;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Path;

class PostgresLettersIT extends LettersContract {

    @Override
    Database open() {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl(Sandbox.postgres().createDatabase("letters_" + System.nanoTime()));
        builder.setUser(Sandbox.postgres().user());
        builder.setPassword(Sandbox.postgres().password());
        return builder.build();
    }

    @Override
    Path keyset() {
        Path keyset = folder.resolve("dead-letters.keyset");
        KeysetFile.create(keyset, KeysetKind.AES_GCM);
        return keyset;
    }
}
