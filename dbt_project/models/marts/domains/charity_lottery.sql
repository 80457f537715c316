{{ domain_view('charity_lottery') }}
