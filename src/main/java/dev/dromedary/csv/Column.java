package dev.dromedary.csv;

/** A column of the file and of the table. */
record Column(String name, ColumnType type) {

    /** The name as SQL takes any name. */
    String identifier() {
        return identifier(name);
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Two columns of one folded name are the same to SQLite, which folds the letters of ASCII alone. */
    static String folded(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c | 0x20));
            }
        }
        return folded.toString();
    }
}
