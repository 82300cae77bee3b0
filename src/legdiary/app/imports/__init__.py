"""Import files of other programs and of legdiary: read completely, compared with the diary, and stored."""
