"""What stands between the world and a form that anybody may send: each guard in a file of its own."""
