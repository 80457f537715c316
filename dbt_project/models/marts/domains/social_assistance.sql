{{ domain_view('social_assistance') }}
