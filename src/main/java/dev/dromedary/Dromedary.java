package dev.dromedary;

public final class Dromedary {
    private Dromedary() {}

    public static void main(String[] args) {
        System.out.println("x");
    }
}
