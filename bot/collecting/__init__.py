"""Messages of Discord as documents: what their files hold, and where these lie."""
